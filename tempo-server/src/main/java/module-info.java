/** REST, WebSocket, web pages and command line around the library. */
module dev.tempo.server {
  requires bcrypt;
  requires com.auth0.jwt;
  requires re2j;
  requires com.fasterxml.jackson.databind;
  requires com.github.librepdf.openpdf;
  requires dev.tempo.core;
  requires transitive dev.tempo.store.jdbc;
  requires dev.tempo.store.postgres;
  requires dev.tempo.store.sqlite;
  requires info.picocli;
  requires io.github.bucket4j.core;
  requires io.github.javadiffutils;
  requires io.helidon.webserver;
  requires jakarta.mail;
  requires java.desktop;
  requires java.logging;
  requires java.net.http;
  requires java.sql;
  requires org.apache.commons.compress;
  requires java.management;
  requires jdk.management;
  requires jdk.net;
  requires org.postgresql.jdbc;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.strikethrough;
  requires org.commonmark.ext.gfm.tables;
  requires org.commonmark.ext.heading.anchor;
  requires org.commonmark.ext.task.list.items;
  requires org.slf4j;
  requires org.yaml.snakeyaml;

  exports dev.tempo.server;

  opens dev.tempo.server.cli to
      info.picocli;
}
