/** The stores of Tempo on PostgreSQL. */
module dev.tempo.store.postgres {
  requires transitive dev.tempo.core;
  requires transitive dev.tempo.store.jdbc;
  requires transitive java.sql;
  requires org.postgresql.jdbc;
  requires static org.jspecify;
  requires org.slf4j;

  exports dev.tempo.store.postgres;
}
