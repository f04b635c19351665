/** The stores of Tempo on SQLite. */
module dev.tempo.store.sqlite {
  requires com.zaxxer.hikari;
  requires transitive dev.tempo.core;
  requires transitive dev.tempo.store.jdbc;
  requires transitive java.sql;
  requires static org.jspecify;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports dev.tempo.store.sqlite;
}
