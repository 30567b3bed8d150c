import { date, decimal, int32, int64, schema, string, table } from "@causeway/substrait-lane";

const money = decimal(15, 2);
const whole = int32;
const key = int64;
const text = string;
const day = date;

/** The eight tables of TPC-H, as DuckDB's generator makes them. */
export const region = table("region", schema({ r_regionkey: whole, r_name: text, r_comment: text }));
export const nation = table(
  "nation",
  schema({ n_nationkey: whole, n_name: text, n_regionkey: whole, n_comment: text }),
);
export const supplier = table(
  "supplier",
  schema({
    s_suppkey: key,
    s_name: text,
    s_address: text,
    s_nationkey: whole,
    s_phone: text,
    s_acctbal: money,
    s_comment: text,
  }),
);
export const customer = table(
  "customer",
  schema({
    c_custkey: key,
    c_name: text,
    c_address: text,
    c_nationkey: whole,
    c_phone: text,
    c_acctbal: money,
    c_mktsegment: text,
    c_comment: text,
  }),
);
export const part = table(
  "part",
  schema({
    p_partkey: key,
    p_name: text,
    p_mfgr: text,
    p_brand: text,
    p_type: text,
    p_size: whole,
    p_container: text,
    p_retailprice: money,
    p_comment: text,
  }),
);
export const partsupp = table(
  "partsupp",
  schema({ ps_partkey: key, ps_suppkey: key, ps_availqty: key, ps_supplycost: money, ps_comment: text }),
);
export const orders = table(
  "orders",
  schema({
    o_orderkey: key,
    o_custkey: key,
    o_orderstatus: text,
    o_totalprice: money,
    o_orderdate: day,
    o_orderpriority: text,
    o_clerk: text,
    o_shippriority: whole,
    o_comment: text,
  }),
);
export const lineitem = table(
  "lineitem",
  schema({
    l_orderkey: key,
    l_partkey: key,
    l_suppkey: key,
    l_linenumber: key,
    l_quantity: money,
    l_extendedprice: money,
    l_discount: money,
    l_tax: money,
    l_returnflag: text,
    l_linestatus: text,
    l_shipdate: day,
    l_commitdate: day,
    l_receiptdate: day,
    l_shipinstruct: text,
    l_shipmode: text,
    l_comment: text,
  }),
);
