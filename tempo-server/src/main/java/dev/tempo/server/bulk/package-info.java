/** What is done to many jobs by one call: {@link dev.tempo.server.bulk.JobBulkRoutes}. */
package dev.tempo.server.bulk;
