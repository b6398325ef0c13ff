/** <quorumd>: the disk that votes, and its heuristics. qdisk(5). */
import { lunPaths } from '../../../resolve/storage/device-path.ts';
import { element, madeFrom, present, withRaw, type Xml } from '../../../emit/draft.ts';
import type { CmanModel, Heuristic, QuorumDisk } from '../options.ts';
import { cmanDialectOf } from '../dialect.ts';
import { bit, secondsOf } from './attribute-text.ts';

/** Empty without a quorum disk. */
export function quorumDisk(model: CmanModel): readonly Xml[] {
  const { quorumDisk: disk } = model.own;
  const { platform } = model.cluster;
  if (disk === null) return [];
  const attributes = present({
    interval: secondsOf(disk.interval),
    tko: disk.tko,
    tko_up: disk.tkoUp,
    upgrade_wait: disk.upgradeWait,
    // A qdiskd that counts the nodes itself also derives master_wins; written votes disable that. qdisk(5).
    votes: disk.automaticVotes && cmanDialectOf(platform).qdiskdDerives ? null : disk.votes,
    min_score: disk.minScore,
    device: disk.device ?? (disk.label === null ? lunPath(model, disk) : null),
    label: disk.label,
    cman_label: disk.cmanLabel,
    master_wins: bit(disk.masterWins),
    reboot: bit(disk.reboot),
    allow_kill: bit(disk.allowKill),
    stop_cman: bit(disk.stopCman),
    paranoid: bit(disk.paranoid),
    io_timeout: bit(disk.ioTimeout),
    max_error_cycles: disk.maxErrorCycles,
    scheduler: disk.scheduler,
    priority: disk.priority,
    status_file: disk.statusFile,
    use_uptime: bit(disk.useUptime),
  });
  const xml = element('quorumd', attributes, disk.heuristics.map(heuristic));
  return [madeFrom([disk.at], withRaw(disk.raw, xml))];
}

/** The device of the LUN: the multipath device, or the path through the target's only portal. */
function lunPath({ targets }: CmanModel, { lun }: QuorumDisk): string | null {
  const target = targets.find(({ name }) => name === lun?.target);
  return lun === null || target === undefined ? null : (lunPaths(target, lun)[0] ?? null);
}

function heuristic({ at, program, score, interval, tko }: Heuristic): Xml {
  return madeFrom([at], element('heuristic', present({ program, score, interval: secondsOf(interval), tko })));
}
