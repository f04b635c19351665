/**
 * What all features share: {@link dev.tempo.server.http.Routes} to register what they answer,
 * {@link dev.tempo.server.http.ApiRequest} and {@link dev.tempo.server.http.RouteResponse}. Below
 * it lie problems and JSON; above it filters, WebSockets and the server that puts them together.
 * Nothing outside these packages knows Helidon.
 */
package dev.tempo.server.http;
