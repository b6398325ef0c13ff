/** Defaults of this stack's own keys. They are part of the format, as those of src/resolve/defaults.ts. */
export const CMAN_DEFAULTS = {
  fence_daemon: {
    post_join_delay: {
      value: '30s',
      because: '20 to 30 s are advised, so that a slow booter is not fenced; Red Hat, cluster administration guide',
    },
    post_fail_delay: { value: '0s', because: 'a delay here delays all recovery; Red Hat solution 5929' },
  },
} as const;
