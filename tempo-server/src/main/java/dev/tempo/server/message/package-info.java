/**
 * What the server says to people: {@link dev.tempo.server.message.Messages} makes a text by its key
 * in the catalogues, {@link dev.tempo.server.message.Languages} finds the language of a request,
 * and {@link dev.tempo.server.message.Translation} says it.
 */
package dev.tempo.server.message;
