/** What stands between a field and what it is compared with, in conditions and in the display filter. */
export const ORDER_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type OrderOperator = (typeof ORDER_OPERATORS)[number];
export const TEXT_OPERATORS = ['contains', 'icontains', 'startswith', 'endswith', 'glob', 'matches'] as const;
export type TextOperator = (typeof TEXT_OPERATORS)[number];
export const AMONG_OPERATORS = ['in', 'pmatch', 'cidr'] as const;
export type AmongOperator = (typeof AMONG_OPERATORS)[number];
/** `!=` is the negation of `=` and is made of it. */
export type Operator = Exclude<OrderOperator, '!='> | TextOperator | AmongOperator;
