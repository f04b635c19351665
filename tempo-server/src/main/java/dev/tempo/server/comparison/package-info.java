/**
 * What runs ran with, and what is different between two: {@link
 * dev.tempo.server.comparison.SetupBook} notes it when they start, {@link
 * dev.tempo.server.comparison.CompareRoutes} compares.
 */
package dev.tempo.server.comparison;
