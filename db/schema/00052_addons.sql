-- +goose Up

-- What is bought together, by product and line of business: learnt in a job, so many of each.
CREATE TABLE addons (
  workspace BIGINT NOT NULL,
  line {{text}} NOT NULL,
  product {{text}} NOT NULL, -- by its code, else its name, folded
  place BIGINT NOT NULL,
  addon {{text}} NOT NULL,
  called {{text}} NOT NULL,  -- the addon, as people wrote it
  joint BIGINT NOT NULL,     -- orders with both
  of_product BIGINT NOT NULL,    -- orders with the product
  lift DOUBLE PRECISION NOT NULL,
  low DOUBLE PRECISION NOT NULL,
  high DOUBLE PRECISION NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (workspace, line, product, place)
){{norowid}};

-- On which evidence that stands, by line of business.
CREATE TABLE addons_learnt (
  workspace BIGINT NOT NULL,
  line {{text}} NOT NULL,
  day {{text}} NOT NULL,
  orders BIGINT NOT NULL,
  products BIGINT NOT NULL,
  PRIMARY KEY (workspace, line)
){{norowid}};
