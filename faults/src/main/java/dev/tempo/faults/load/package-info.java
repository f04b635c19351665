/** What servers are given to do while faults befall them. Begin with {@code ServerLoad}. */
package dev.tempo.faults.load;
