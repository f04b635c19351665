/**
 * Jobs: {@link dev.tempo.server.jobs.JobRoutes} answers, {@link dev.tempo.server.jobs.JobService}
 * does, {@link dev.tempo.server.jobs.JobIndex} finds. What the library does not know of a job, such
 * as its owner and tags, is {@link dev.tempo.server.jobs.JobDetails}.
 */
package dev.tempo.server.jobs;
