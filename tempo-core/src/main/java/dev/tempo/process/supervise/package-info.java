/**
 * The supervision of runs: {@link dev.tempo.process.supervise.SupervisorLoop} drives one {@link
 * dev.tempo.process.supervise.RunSupervisor} per run, which samples, limits and ends its {@link
 * dev.tempo.process.supervise.ProcessTree}. Not exported.
 */
package dev.tempo.process.supervise;
