import {
  type CertManagerTls,
  type ExistingTls,
  type ExternalSecretProps,
  Image,
  type ImageProps,
  ObjectStore,
  PlatformImage,
  type PostgresProfile,
  type S3Props,
  Secrets,
  Tls,
} from '../../../lib';
import type { FieldDescriptor, FieldType } from '../../../lib/profile/descriptor';
import { descriptor } from '../../../lib/profile/descriptor.generated';
import type { Place } from '../../profile/change';
import type { Context } from './context';
import { FIELDS } from './fields';
import { NOT_RENDERED } from './not-rendered';
import { randomOverrides } from './parameters';
import type { Random } from './random';
import { peer, secretName, tagOf, targets } from './values';

/** A value of a field that is right where it goes: by the table, else by its type. */
export function fieldValue(
  key: string,
  type: FieldType,
  random: Random,
  profile: PostgresProfile,
  place: Place,
): unknown {
  const context: Context = { random, profile, place, build: (name) => built(name, random, profile, place) };
  const make = FIELDS[key];
  return make ? make(context) : ofType(key, type, context);
}

function ofType(key: string, type: FieldType, context: Context): unknown {
  const { random } = context;
  switch (type.kind) {
    case 'boolean':
      return random.chance(0.5);
    case 'enum':
      return random.of(Object.values(descriptor.enums[type.name] ?? {}));
    case 'interface':
      return context.build(type.name);
    case 'class': {
      const make = INSTANCES[type.name];
      if (make) return make(context);
    }
  }
  throw new Error(`${key} is new: say in test/properties/generator/fields.ts what it may be.`);
}

/** What is required, and some of the rest. */
function built(name: string, random: Random, profile: PostgresProfile, place: Place): object {
  const { fields = [] } = descriptor.interfaces[name] ?? {};
  const isSaid = (field: FieldDescriptor) =>
    field.required || (!NOT_RENDERED.has(`${name}.${field.name}`) && random.chance(0.5));
  return Object.fromEntries(
    fields
      .filter(isSaid)
      .map((field) => [
        field.name,
        fieldValue(`${name}.${field.name}`, field.type, random, profile, [...place, field.name]),
      ]),
  );
}

/** By the class's name; of those that come in kinds, one of them. */
const INSTANCES: Readonly<Record<string, (context: Context) => unknown>> = {
  Image: ({ build }) => {
    const { repository, tag } = build('ImageProps') as ImageProps;
    return Image.of(repository, tag);
  },
  ObjectStore: ({ build }) => ObjectStore.s3(build('S3Props') as S3Props),
  ParameterOverrides: ({ random, profile }) => randomOverrides(random, profile.postgres.major),
  Peer: ({ random }) => peer(random),
  PlatformImage: ({ random, profile }) =>
    PlatformImage.of('registry.example/db', tagOf(random, profile.postgres.major)),
  Secrets: (context) =>
    context.random.chance(0.5)
      ? Secrets.existing(secretName(context))
      : Secrets.external(context.build('ExternalSecretProps') as ExternalSecretProps),
  Target: ({ random, profile }) => random.of(targets(profile)),
  Tls: ({ random, build }) =>
    random.chance(0.5)
      ? Tls.certManager(build('CertManagerTls') as CertManagerTls)
      : Tls.existing(build('ExistingTls') as ExistingTls),
};
