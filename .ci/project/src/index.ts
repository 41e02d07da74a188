import * as bp from '.botpress'

export default new bp.Integration({
  register: async () => {},
  unregister: async () => {},
  actions: {
    nextTide: async ({ input }) => ({ time: `${input.pier}: ${bp.secrets.TIDE_KEY}${bp.secrets.BACKUP_KEY}` }),
  },
  channels: {},
  handler: async () => {},
})
