/** A prediction as JSON, without secret values: part of schemas/output/prediction.schema.json. Pure. */
import type { Json } from '../base/brand.ts';
import { platformName } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Cause, Prediction } from './impact.ts';

/** What `plan --old --new` prints of one file. */
export function predictionJson(prediction: Prediction, platform: Platform): Json {
  return {
    version: 1,
    platform: platformName(platform),
    ...effectJson(prediction),
    findings: findingsJson(prediction),
  };
}

export function effectJson({ services, settings, doubts, refusals, activation, summary }: Prediction) {
  return {
    services: services.map(({ causes, ...one }) => ({ ...one, causes: causes.map(causeJson) })),
    settings: settings.map(({ sentence, cause }) => ({ sentence, cause: causeJson(cause) })),
    doubts,
    refusals,
    activation,
    summary,
  };
}

export function findingsJson({ diagnostics }: Pick<Prediction, 'diagnostics'>) {
  return diagnostics.map(({ code, severity, message }) => ({ code, severity, message }));
}

function causeJson({ words, line }: Cause) {
  return { words, line: line ?? null };
}
