/**
 * The contract of the server's API: {@link dev.tempo.server.openapi.OpenApiRoutes} serves it, as a
 * document for programs and as a page for people.
 */
package dev.tempo.server.openapi;
