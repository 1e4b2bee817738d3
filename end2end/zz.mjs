import { chromium } from '@playwright/test'
const base='http://127.0.0.1:4737', out='/tmp/panel-shots'
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu']})
const errors=[]
const sizes=[['desktop',1440,900],['tablet',834,1112],['phone',390,844]]
const hyd=async p=>p.waitForSelector('body[data-hydrated]',{timeout:15000})
for (const [look,scheme,lang] of [['light','light','Français'],['dark','dark','Français'],['arabic','light','العربية']]) {
 const ctx = await b.newContext({locale:'fr-FR',timezoneId:'Africa/Casablanca',colorScheme:scheme})
 const page = await ctx.newPage()
 page.on('console',m=>{if(m.type()==='error')errors.push(look+' '+m.text()+' '+page.url())})
 page.on('pageerror',e=>errors.push('pageerror '+e))
 await page.goto(base+'/'); await hyd(page)
 await page.locator('input[name=email]').fill('titulaire@demo.ma'); await page.locator('input[name=password]').fill('correct horse battery staple')
 await page.locator('form button:not([type=button])').first().click(); await page.waitForSelector('table'); 
 await hyd(page)
 await page.locator('button.avatar').click(); await page.getByRole('button',{name:lang,exact:true}).click(); await page.waitForTimeout(800); await hyd(page)
 const find=async st=>{for(let n=3000;n>1;n--){const r=await page.request.post(base+'/api/message',{form:{number:n},headers:{origin:base}});const j=await r.json();if(j.line.status===st)return j}}
 const del=await find('delivered'), fail=await find('failed'), unc=await find('uncertain')
 for (const [size,width,height] of (look==='light'?sizes:[sizes[0],sizes[2]])) {
  await page.setViewportSize({width,height})
  const shot=(n,full=true)=>page.screenshot({path:`${out}/${n}-${size}-${look}.png`,fullPage:full})
  for (const [n,m] of [['delivered',del],['failed',fail],['uncertain',unc]]) { if(look!=='light'&&n==='failed')continue; await page.goto(`${base}/communications/${m.line.number}?q=bonjour`); await hyd(page); await page.waitForTimeout(150); await shot('message-'+n) }
  await page.goto(`${base}/clients/${del.client}`); await hyd(page); await page.waitForTimeout(200); await shot('client')
  await page.goto(base+'/'); await hyd(page); await page.waitForTimeout(300)
  await page.locator('.export > .btn').click(); await page.waitForTimeout(250); await shot('export',false)
  await page.keyboard.press('Escape')
  if(size!=='phone'){ await page.locator('td.body a').nth(2).click(); await page.waitForTimeout(700); await shot('panel',false); 
    const open=await page.locator('dialog.panel').evaluate(d=>d.open); await page.keyboard.press('Escape'); await page.waitForTimeout(200); const after=await page.locator('dialog.panel').evaluate(d=>d.open); const foc=await page.evaluate(()=>document.activeElement?.outerHTML?.slice(0,80)); console.log(look,size,'panel open',open,'after esc',after,'focus',foc,'url',page.url()) }
 }
 if(look==='light'){ 
   await page.setViewportSize({width:1440,height:900}); await page.goto(base+'/'); await hyd(page); await page.waitForTimeout(500); await page.locator('.export > .btn').click()
   const [d]=await Promise.all([page.waitForEvent('download'), page.locator('.export-way').first().click()]); console.log('download',d.suggestedFilename(), await d.path().then(p=>p&&1)); await page.waitForTimeout(1200); await page.screenshot({path:`${out}/export-done.png`}); console.log(await page.locator('.export-state').innerText())
   const [d2]=await Promise.all([page.waitForEvent('download'), page.locator('.export-way').nth(1).click()]); console.log('download',d2.suggestedFilename()); await page.waitForTimeout(900); console.log(await page.locator('.export-state').innerText())
   await page.goto(base+'/export/communications.csv?du=2026-02-30'); await page.screenshot({path:`${out}/refusal.png`})
 }
 await page.goto(base+'/'); await hyd(page); await page.locator('button.avatar').click(); await page.getByRole('button',{name:'Français',exact:true}).click(); await page.waitForTimeout(500)
 await ctx.close()
}
console.log(errors.join('\n')); await b.close()
