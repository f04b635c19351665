/** What goes wrong with a request: codes, violations, and the exception that carries them. */
package dev.tempo.server.http.problem;
