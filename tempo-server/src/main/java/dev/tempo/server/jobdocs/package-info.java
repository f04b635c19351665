/** What people wrote about jobs: {@link dev.tempo.server.jobdocs.DocRoutes}. */
package dev.tempo.server.jobdocs;
