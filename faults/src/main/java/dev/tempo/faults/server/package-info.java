/** Servers in processes of their own, and those who speak to them. */
package dev.tempo.faults.server;
