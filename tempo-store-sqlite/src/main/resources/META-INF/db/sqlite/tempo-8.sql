-- How a run is treated: 0 as work that ends by itself, 1 as a program that serves until it is stopped.
ALTER TABLE run ADD COLUMN type INTEGER NOT NULL DEFAULT 0;
