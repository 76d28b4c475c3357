/** Functions of DuckDB that were looked at and are not for the user's SQL, with the reason; for the test that holds DuckDB's list against what is known here. */

export const REFUSED_FUNCTIONS: readonly RegExp[] = [
  // Inner workings: catalogs, sessions, settings, variables, sequences, logs, SQL and plans as data.
  /^(__internal_.*|current_(catalog|connection_id|database|query|query_id|role|schema|schemas|setting|transaction_id|user))$/,
  /^(currval|nextval|getvariable|setseed|in_search_path|txid_current|session_user|user|write_log|parse_duckdb_log_message)$/,
  /^(json_(serialize|deserialize|execute).*|combine|finalize|stats|get_block_size|vector_type|get_type|make_type|replace_type|remap_struct)$/,
  /^(col_description|obj_description|shobj_description|format_pg_type|format_type|has_.*_privilege|inet_.*|map_to_pg_oid|pg_(?!typeof$|size_pretty$).*)$/,
  // They wait.
  /^sleep_ms$/,
  // Widths of their own: a short text makes one without end.
  /^(format|printf)$/,
  // Nothing here is made of these types.
  /^(st_.*|enum_.*|variant_.*|timetz_byte_comparable|icu_collate_.*)$/,
  /^(array|list)_(cosine_distance|cosine_similarity|cross_product|distance|dot_product|inner_product|negative_dot_product|negative_inner_product)$/,
  // A macro that makes a table.
  /^regexp_split_to_table$/,
];
