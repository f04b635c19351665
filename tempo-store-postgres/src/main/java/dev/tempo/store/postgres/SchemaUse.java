package dev.tempo.store.postgres;

/** How a session that writes shares its part of the schema with those of other processes. */
enum SchemaUse {
  /** It does not matter who writes besides. */
  OPEN,
  /** With others that share it: nodes of a cluster, which a fence keeps apart. */
  SHARED,
  /** With nobody: an engine that is alone. */
  CLAIMED
}
