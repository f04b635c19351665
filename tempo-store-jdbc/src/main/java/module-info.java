/** What stores in a database have in common: transactions, statements, dialects, migrations. */
@SuppressWarnings("module") // the stores are not on the path when this is compiled
module dev.tempo.store.jdbc {
  requires transitive dev.tempo.core;
  requires transitive java.sql;
  requires static org.jspecify;
  requires org.slf4j;

  exports dev.tempo.store.jdbc;
  exports dev.tempo.store.jdbc.commit to
      dev.tempo.store.postgres,
      dev.tempo.store.sqlite;
  exports dev.tempo.store.jdbc.files to
      dev.tempo.store.postgres,
      dev.tempo.store.sqlite;
  exports dev.tempo.store.jdbc.logs to
      dev.tempo.store.postgres,
      dev.tempo.store.sqlite;
  exports dev.tempo.store.jdbc.move;
  exports dev.tempo.store.jdbc.state to
      dev.tempo.store.postgres,
      dev.tempo.store.sqlite;
}
