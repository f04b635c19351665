/** The public face. */
package dev.tempo;
