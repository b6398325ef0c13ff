/** Crashes of every second runbook; crashes.ts says which. */
import { crashesFrom } from './crashes.ts';

crashesFrom(1);
