-- How the node was called that joined under an incarnation: runs tell where they ran, also when their node has joined again or is gone.
CREATE TABLE incarnation_name (
  incarnation bytea PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  joined_at bigint NOT NULL
);

-- What all nodes must have alike, as the first of them has it.
CREATE TABLE node_agreement (
  name text COLLATE "C" PRIMARY KEY,
  body text COLLATE "C" NOT NULL
);
