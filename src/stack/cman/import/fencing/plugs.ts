/** Agents' names for the outlet, blade or guest of a node. schemas/catalogue/fence-parameters.yaml, plug. */
export const PLUGS = ['port', 'module_name', 'domain', 'pserver', 'blade'];
