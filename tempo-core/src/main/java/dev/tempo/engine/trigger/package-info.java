/**
 * What makes jobs run by themselves: {@link dev.tempo.engine.trigger.UpcomingTriggers} knows what
 * is due soon, {@link dev.tempo.engine.trigger.TriggerFirer} fires it, {@link
 * dev.tempo.engine.trigger.TriggerPlanner} says when it is due next, {@link
 * dev.tempo.engine.trigger.ClockRepair} does so after the clock was moved. Stands on {@code queue},
 * {@code state} and {@code turn}; not exported.
 */
package dev.tempo.engine.trigger;
