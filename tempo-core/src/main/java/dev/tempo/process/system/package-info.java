/**
 * What supervision needs of an operating system: {@link dev.tempo.process.system.ProcessTable}
 * lists processes, {@link dev.tempo.process.system.ProcessBackend} starts and signals them. Here
 * are also the implementations that need nothing but the JDK. Not exported.
 */
package dev.tempo.process.system;
