/** What deleted jobs left behind, over the API: {@link dev.tempo.server.trash.TrashRoutes}. */
package dev.tempo.server.trash;
