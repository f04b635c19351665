CREATE TABLE setting (
  name  text COLLATE "C" PRIMARY KEY,
  value text COLLATE "C" NOT NULL
);
