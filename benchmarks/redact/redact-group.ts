import { createAuditTrail, eventBody, type AuditRecorder } from '@auditrail/core';
import { slowRedact } from '@pinojs/redact';
import type { GroupReport, GroupSettings } from '../benchmark-group.js';
import { MemoryAuditStore } from '@auditrail/core';
import { compare, type Comparison } from '../measure/comparison.js';
import { interleave, type Rounds } from '../measure/interleave.js';
import { msPerOperation, timePerOperation } from '../measure/time-per-operation.js';
import { adversarialUnits } from './adversarial-texts.js';
