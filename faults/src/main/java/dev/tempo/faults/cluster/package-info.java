/**
 * Several nodes on one database, under kills, pauses, cut networks and crashes of the database.
 * Begin with {@code ClusterRow}.
 */
package dev.tempo.faults.cluster;
