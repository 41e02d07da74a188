import { IntegrationDefinition, z } from '@botpress/sdk'

export default new IntegrationDefinition({
  name: 'harbor-clock',
  version: '0.1.0',
  title: 'Harbor Clock',
  description: 'Tells your bot when the next tide comes in.',
  icon: 'icon.svg',
  readme: 'hub.md',
  configuration: {
    schema: z.object({
      harbor: z.string().title('Harbor').describe('The name of the harbor.'),
    }),
  },
  actions: {
    nextTide: {
      title: 'Next tide',
      description: 'Finds the next high tide.',
      input: {
        schema: z.object({ pier: z.string().title('Pier').describe('The number of the pier.') }),
      },
      output: {
        schema: z.object({ time: z.string().title('Time').describe('The time of the tide.') }),
      },
    },
  },
  secrets: {
    TIDE_KEY: { description: 'The key of the tide service.' },
    BACKUP_KEY: { optional: true, description: 'The key of the other tide service.' },
  },
})
