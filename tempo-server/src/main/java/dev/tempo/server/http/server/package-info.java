/**
 * The web server: {@link dev.tempo.server.http.server.HttpServer} puts the listener, the filters
 * and the routes of the features together.
 */
package dev.tempo.server.http.server;
