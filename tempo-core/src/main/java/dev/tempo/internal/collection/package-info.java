/** Collections that several packages need. Exported to the server alone. */
package dev.tempo.internal.collection;
