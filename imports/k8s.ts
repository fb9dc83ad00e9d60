/** Kubernetes 1.28's objects as cdk8s constructs (`Kube*`) and typed specs. */
import { k8s } from 'cdk8s-plus-28';

export = k8s;
