import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { Random } from './random';

/** Amounts that profiles are written with. */
export function mebibytes(random: Random, least: number, most: number): Size {
  const amount = random.int(least, most);
  return random.chance(0.5) && amount >= 1024 ? Size.gibibytes(Math.floor(amount / 1024)) : Size.mebibytes(amount);
}

export function gibibytes(random: Random, least: number, most: number): Size {
  return random.chance(0.2)
    ? Size.mebibytes(random.int(least * 1024, most * 1024))
    : Size.gibibytes(random.int(least, most));
}

export function seconds(random: Random, least: number, most: number): Duration {
  const amount = random.int(least, most);
  if (amount >= 7200 && random.chance(0.5)) return Duration.hours(Math.floor(amount / 3600));
  if (amount >= 120 && random.chance(0.5)) return Duration.minutes(Math.floor(amount / 60));
  return random.chance(0.1) ? Duration.millis(amount * 1000) : Duration.seconds(amount);
}

export function cpu(random: Random, least: number, most: number): Cpu {
  return random.chance(0.5) ? Cpu.units(random.int(least, most)) : Cpu.millis(random.int(least * 1000, most * 1000));
}

/** Once a day at most, in those hours. */
export function daily(random: Random, first: number, last: number): Cron {
  const days = [
    {},
    { weekDay: '1-5' },
    { weekDay: 'sun' },
    { day: '1' },
    { day: '*/2' },
    { month: 'jan,jul', day: '15' },
  ];
  return Cron.schedule({
    minute: String(random.int(0, 59)),
    hour: String(random.int(first, last)),
    ...random.of(days),
  });
}

/** Some IANA time zones, with clocks that change and without. */
export const ZONES = ['Etc/UTC', 'UTC', 'America/Sao_Paulo', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe'];
