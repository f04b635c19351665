/** What stores in a database have in common: transactions, statements, dialects, migrations. */
module dev.tempo.store.jdbc {
  requires transitive dev.tempo.core;
  requires transitive java.sql;
  requires static org.jspecify;
  requires org.slf4j;

  exports dev.tempo.store.jdbc;
}
