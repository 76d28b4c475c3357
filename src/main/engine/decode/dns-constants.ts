export declare function typeName(type: number): string;
export declare function className(value: number): string;
export declare function rcodeName(code: number): string;
