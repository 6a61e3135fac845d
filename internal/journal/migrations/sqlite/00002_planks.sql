-- +goose Up
-- How many planks lie on the bridge: a number that only grows.
ALTER TABLE shelf ADD COLUMN planks INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE shelf DROP COLUMN planks;
