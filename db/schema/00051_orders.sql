-- +goose Up

-- What the firm sells.
CREATE TABLE products (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  name_sort {{text}} NOT NULL DEFAULT '',
  code {{text}} NOT NULL DEFAULT '',
  kind {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  description {{text}} NOT NULL DEFAULT '',
  unit {{text}} NOT NULL DEFAULT '',
  price_minor BIGINT NOT NULL DEFAULT 0,
  price_currency {{text}} NOT NULL DEFAULT '',
  tax DOUBLE PRECISION,
  unavailable BIGINT NOT NULL DEFAULT 0,
  note {{text}} NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
);
CREATE INDEX products_by_name ON products (workspace, wall, name_sort, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX products_by_name_walled ON products (workspace, name_sort, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX products_by_changed ON products (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX products_by_changed_walled ON products (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX products_by_code ON products (workspace, code, id) WHERE code <> '' AND archived = 0 AND merged = 0;
CREATE INDEX products_archive ON products (workspace, archived, id) WHERE archived <> 0;

-- What a product costs on a list of prices, from a quantity on, for a time.
CREATE TABLE prices (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name {{text}} NOT NULL DEFAULT '',
  product BIGINT NOT NULL DEFAULT 0,
  price_list {{text}} NOT NULL DEFAULT '',
  from_quantity DOUBLE PRECISION,
  amount_minor BIGINT NOT NULL DEFAULT 0,
  amount_currency {{text}} NOT NULL DEFAULT '',
  valid_from {{text}} NOT NULL DEFAULT '',
  valid_until {{text}} NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
);
CREATE INDEX prices_by_price_list ON prices (workspace, wall, price_list, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX prices_by_price_list_walled ON prices (workspace, price_list, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX prices_by_changed ON prices (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX prices_by_changed_walled ON prices (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX prices_by_product ON prices (workspace, product, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX prices_archive ON prices (workspace, archived, id) WHERE archived <> 0;

-- Orders and quotes. Their lines of goods are one JSON field; to which products these lead stands in record_links.
CREATE TABLE orders (
  workspace BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number {{text}} NOT NULL DEFAULT '',
  person BIGINT NOT NULL DEFAULT 0,
  state {{text}} NOT NULL DEFAULT '',
  day {{text}} NOT NULL DEFAULT '',
  valid_until {{text}} NOT NULL DEFAULT '',
  line {{text}} NOT NULL DEFAULT '',
  channel {{text}} NOT NULL DEFAULT '',
  currency {{text}} NOT NULL DEFAULT '',
  price_list {{text}} NOT NULL DEFAULT '',
  pricing {{text}} NOT NULL DEFAULT '',
  items {{text}} NOT NULL DEFAULT '',
  net_minor BIGINT NOT NULL DEFAULT 0,
  net_currency {{text}} NOT NULL DEFAULT '',
  tax_amount_minor BIGINT NOT NULL DEFAULT 0,
  tax_amount_currency {{text}} NOT NULL DEFAULT '',
  total_minor BIGINT NOT NULL DEFAULT 0,
  total_currency {{text}} NOT NULL DEFAULT '',
  returned_minor BIGINT NOT NULL DEFAULT 0,
  returned_currency {{text}} NOT NULL DEFAULT '',
  returned_on {{text}} NOT NULL DEFAULT '',
  owner BIGINT NOT NULL DEFAULT 0,
  note {{text}} NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  archived BIGINT NOT NULL DEFAULT 0, -- the moment; 0 while it is not
  wall BIGINT NOT NULL DEFAULT 0,     -- 0: everybody may pass
  merged BIGINT NOT NULL DEFAULT 0,   -- the record that it was merged into
  account BIGINT NOT NULL DEFAULT 0,  -- the first account that it belongs to
  import BIGINT NOT NULL DEFAULT 0,   -- 0: by hand
  custom {{json}} NOT NULL DEFAULT '{}',
  made BIGINT NOT NULL DEFAULT 0,
  made_by {{text}} NOT NULL DEFAULT '',
  changed BIGINT NOT NULL DEFAULT 0,
  changed_by {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (workspace, id)
);
CREATE INDEX orders_by_day ON orders (workspace, wall, day, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX orders_by_day_walled ON orders (workspace, day, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX orders_by_changed ON orders (workspace, wall, changed, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX orders_by_changed_walled ON orders (workspace, changed, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX orders_by_number ON orders (workspace, wall, number, id) WHERE archived = 0 AND merged = 0;
CREATE INDEX orders_by_number_walled ON orders (workspace, number, id) WHERE wall <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX orders_numbers ON orders (workspace, number);
CREATE INDEX orders_by_account ON orders (workspace, account, day, id) WHERE account <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX orders_by_owner ON orders (workspace, owner, day, id) WHERE owner <> 0 AND archived = 0 AND merged = 0;
CREATE INDEX orders_archive ON orders (workspace, archived, id) WHERE archived <> 0;

{{if sqlite}}
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('products', 'products', '100000 100000 1'),
  ('products', 'products_by_name', '100000 100000 100000 2 1'),
  ('products', 'products_by_name_walled', '100 100 10 1'),
  ('products', 'products_by_changed', '100000 100000 100000 2 1'),
  ('products', 'products_by_changed_walled', '100 100 2 1'),
  ('products', 'products_by_code', '100000 100000 1 1'),
  ('products', 'products_archive', '1000 1000 1 1'),
  ('prices', 'prices', '200000 200000 1'),
  ('prices', 'prices_by_price_list', '200000 200000 50000 10000 1'),
  ('prices', 'prices_by_price_list_walled', '100 100 50 1'),
  ('prices', 'prices_by_changed', '200000 200000 100000 2 1'),
  ('prices', 'prices_by_changed_walled', '100 100 2 1'),
  ('prices', 'prices_by_product', '200000 200000 3 1'),
  ('prices', 'prices_archive', '1000 1000 1 1'),
  ('orders', 'orders', '1000000 1000000 1'),
  ('orders', 'orders_by_day', '1000000 1000000 100000 1000 1'),
  ('orders', 'orders_by_day_walled', '10000 10000 10 1'),
  ('orders', 'orders_by_changed', '1000000 1000000 100000 2 1'),
  ('orders', 'orders_by_changed_walled', '10000 10000 2 1'),
  ('orders', 'orders_by_number', '1000000 1000000 100000 1 1'),
  ('orders', 'orders_by_number_walled', '10000 10000 1 1'),
  ('orders', 'orders_numbers', '1000000 1000000 1'),
  ('orders', 'orders_by_account', '1000000 1000000 10 2 1'),
  ('orders', 'orders_by_owner', '1000000 1000000 10000 100 1'),
  ('orders', 'orders_archive', '1000 1000 1 1');
ANALYZE sqlite_schema;
{{end}}
