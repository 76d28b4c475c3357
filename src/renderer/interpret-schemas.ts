/** Schemas are interpreted in the page: its policy forbids making code of them, and reports even the attempt. */
import { z } from 'zod';

z.config({ jitless: true });
