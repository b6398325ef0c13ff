/** One cell of a table on a terminal. */
export type Cell = { readonly text: string; readonly paint?: 'green' | 'yellow' | 'red' | 'dim' };
