/** What accounts have left on the server, for administrators: projects, runs and logs. */
package dev.tempo.server.userdata;
