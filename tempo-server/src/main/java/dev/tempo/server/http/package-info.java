/**
 * What all features share: {@link dev.tempo.server.http.Routes} to register what they answer,
 * {@link dev.tempo.server.http.Call} and {@link dev.tempo.server.http.Reply}, JSON in ({@link
 * dev.tempo.server.http.Input}) and out ({@link dev.tempo.server.http.Json}), and the one error
 * mapper. Nothing outside this package knows the web server.
 */
package dev.tempo.server.http;
