/** `45 s`, `2 min`, `2 min 30 s`, `1 h 5 min`: a planned duration in whole seconds. Pure. */
export function span(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = [
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(minutes > 0 ? [`${minutes} min`] : []),
    ...(hours === 0 && (rest > 0 || minutes === 0) ? [`${rest} s`] : []),
  ];
  return parts.join(' ');
}
