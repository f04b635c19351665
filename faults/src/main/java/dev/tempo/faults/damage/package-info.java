/**
 * Data that is damaged, missing or out of reach, and machines that starve. Begin with {@code
 * DamageRow}.
 */
package dev.tempo.faults.damage;
