/** What people wrote about jobs: {@link dev.tempo.server.docs.DocRoutes}. */
package dev.tempo.server.docs;
