/** JSON of requests and responses: strict readers of input, writers of output. */
package dev.tempo.server.http.json;
