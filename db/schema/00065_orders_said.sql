-- +goose Up

-- Of which deal an order is, and what came back of it day by day, as JSON.
ALTER TABLE orders ADD COLUMN deal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN returns {{text}} NOT NULL DEFAULT '';

-- The orders that count and say for their deals what these brought.
CREATE TABLE deal_orders (
  workspace BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  deal BIGINT NOT NULL,
  PRIMARY KEY (workspace, order_id)
){{norowid}};
CREATE INDEX deal_orders_deals ON deal_orders (workspace, deal);
